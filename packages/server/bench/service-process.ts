// One process of the benchmark of the whole service. The benchmark forks it as
// `service-process.ts <upstreams | ours | straightforward>`.
import { startUpstreams } from "@loop-health/integrations-simulator"
import { readConfig, startService } from "../src/node/index.ts"

/** A message of the process. It sends one when it is ready, and one for each message it gets. */
export interface ServiceMessage {
  readonly url: string
  /** CPU time that the process has used, in microseconds. */
  readonly cpu: number
  /** Resident memory in bytes. */
  readonly memory: number
  /** Of the upstreams: variables and access tokens for the server. */
  readonly environment?: Readonly<Record<string, string>>
  readonly tokens?: readonly string[]
}

const [, , kind = ""] = process.argv
const kinds: Readonly<Record<string, () => Promise<Partial<ServiceMessage>>>> = {
  async upstreams() {
    const { environment, issuer } = await startUpstreams({ port: 0, issuerPort: 0 })
    const tokens = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        issuer.issue({ brand_id: "brand", user_id: `user-${index}` }),
      ),
    )
    return { environment, tokens }
  },
  async ours() {
    const { service } = readConfig(process.env)
    const { url } = await startService({ ...service, port: 0, host: "127.0.0.1" })
    return { url }
  },
  async straightforward() {
    // Its packages are not installed with the workspace, so that their types are unknown.
    const { serveStraightforward } = (await import(`./contenders/${kind}.ts`)) as {
      readonly serveStraightforward: (env: NodeJS.ProcessEnv) => Promise<string>
    }
    return { url: await serveStraightforward(process.env) }
  },
}

const ready = await kinds[kind]?.()
const report = () => {
  const { user, system } = process.cpuUsage()
  const memory = process.memoryUsage.rss()
  process.send?.({ url: "", ...ready, cpu: user + system, memory } satisfies ServiceMessage)
}
process.on("message", report)
process.on("disconnect", () => process.exit())
report()
