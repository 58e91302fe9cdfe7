import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { parseEnv } from "node:util"
import { startCommand } from "../start-command.ts"

/** A running simulator: Junction and the token issuer. */
export interface Simulator extends AsyncDisposable {
  /** The server's variables for these upstreams. */
  readonly environment: Readonly<Record<string, string>>
  issueToken(this: void): Promise<string>
  countOrders(this: void): Promise<number>
  /**
   * Makes the next order take 2 seconds. Returns a function that waits until Junction has received
   * its request.
   */
  delayNextOrder(this: void): Promise<() => Promise<void>>
}

/** The lab order that the checks place. */
export const labOrder = {
  panel_slug: "wellness",
  patient: { first_name: "Ada", last_name: "Example", dob: "1990-04-12", email: "ada@example.com" },
  address: { line1: "1 Sample Street", city: "Chicago", state: "IL", zip: "60601", country: "US" },
}

const cli = join(import.meta.dirname, "../../packages/simulator/dist/cli.js")

/** Starts the built simulator on free ports. */
export async function startSimulator(): Promise<Simulator> {
  const args = [cli, "--port", "0", "--issuer-port", "0"]
  const running = await startCommand(process.execPath, args, /^# curl (\S+) .*\n/m)
  const junction = /^# Simulated Junction: (\S+)/m.exec(running.output)?.[1] ?? ""
  const read = async (path: string) => {
    const response = await fetch(`${junction}/__simulator/${path}`)
    return (await response.json()) as Readonly<
      Record<string, readonly { readonly path?: string }[]>
    >
  }
  const countCreations = async () => {
    const { journal = [] } = await read("journal")
    return journal.filter(({ path }) => path === "/v3/order").length
  }
  return {
    environment: parseEnv(running.output) as Record<string, string>,
    async issueToken() {
      const body = JSON.stringify({ brand_id: "brand_example", user_id: "user_example" })
      const response = await fetch(running.match[1] ?? "", { method: "POST", body })
      return ((await response.json()) as { readonly access_token: string }).access_token
    },
    async countOrders() {
      return (await read("orders"))["orders"]?.length ?? 0
    },
    async delayNextOrder() {
      const before = await countCreations()
      const body = JSON.stringify({ name: "delay", ms: 2_000 })
      // terms: allow fault, the path of the simulator
      await fetch(`${junction}/__simulator/faults`, { method: "POST", body })
      return async () => {
        for (let attempt = 0; (await countCreations()) === before; attempt += 1) {
          if (attempt === 600) throw new Error("Junction received no order within 30 seconds.")
          await setTimeout(50)
        }
      }
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}

/** Places an order twice with one key, and checks that Junction has one. */
export async function orderPanel(simulator: Simulator, url: string): Promise<void> {
  const before = await simulator.countOrders()
  const headers = {
    authorization: `Bearer ${await simulator.issueToken()}`,
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
  }
  const body = JSON.stringify(labOrder)
  const send = async () => {
    const response = await fetch(`${url}/v1/labs/orders`, { method: "POST", headers, body })
    assert.equal(response.status, 201, await response.clone().text())
    return ((await response.json()) as { readonly id: string }).id
  }
  const ids = await Promise.all([send(), send()])
  assert.equal(new Set(ids).size, 1, "number of order IDs")
  assert.equal(await simulator.countOrders(), before + 1, "number of orders at Junction")
}
