import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { readConfig, startService, type ServiceHooks } from "../../src/node/index.ts"
import { createDeployment } from "../support/deployment.ts"
import { findFreePort } from "../support/free-port.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

/** Starts services with `startService`, in one deployment. */
async function embed(hooks?: ServiceHooks) {
  const deployment = await createDeployment()
  const { service: options } = readConfig(deployment.variables)
  const start = async () => {
    const service = await startService({ ...options, port: 0, host: "127.0.0.1" }, hooks)
    onTestFinished(service.close)
    return service
  }
  return { ...deployment, options, start }
}

test("startService closes everything if a port is in use", async () => {
  const { options, start, send } = await embed()
  const first = await start()
  const port = Number(new URL(first.url).port)
  const databaseUrl = `sqlite:${join(temporaryFolder(), "other.sqlite")}`
  const common = { ...options, databaseUrl, host: "127.0.0.1" }
  const second = startService({ ...common, port: 0, operationsPort: port })
  await expect(second).rejects.toMatchObject({ code: "EADDRINUSE", port })
  const operationsPort = await findFreePort()
  await expect(startService({ ...common, port, operationsPort })).rejects.toMatchObject({
    code: "EADDRINUSE",
  })
  await expect(fetch(`http://127.0.0.1:${operationsPort}/healthz`)).rejects.toThrow("fetch failed")
  expect(await send(first.url, "key")).toMatchObject({ status: 201 })
})

test("startService rejects a panel without a lab test", async () => {
  const { options } = await embed()
  const { pcos: _, ...panels } = options.junction.panels
  const junction = { ...options.junction, panels: panels as typeof options.junction.panels }
  await expect(startService({ ...options, junction })).rejects.toThrow("panels.pcos")
})

test("hooks that throw change no response and no shutdown", async () => {
  const thrown: string[] = []
  const fail = (name: string) => () => {
    thrown.push(name)
    throw new Error(name)
  }
  const { start, send } = await embed({
    log: fail("log"),
    onEvent: fail("onEvent"),
    onError: fail("onError"),
  })
  const service = await start()
  expect(await send(service.url, "key")).toMatchObject({ status: 201 })
  await service.close()
  expect(thrown).toEqual(["log"])
})

test("a service can be closed twice and started again", async () => {
  const { start, send, simulator } = await embed()
  const first = await start()
  const placed = await send(first.url, "key")
  expect(first.close()).toBe(first.close())
  await first.close()
  await expect(send(first.url, "key")).rejects.toThrow("fetch failed")

  const second = await start()
  const again = await send(second.url, "key")
  expect(again).toMatchObject({ status: 201, body: placed.body })
  expect(simulator.orders()).toHaveLength(1)
})
