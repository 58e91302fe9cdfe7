import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { runCommand } from "../../packages/sdk/consumers/run-command.ts"
import { runOrThrow } from "../run-or-throw.ts"
import type { UseImage } from "./container-engine.ts"

const root = join(import.meta.dirname, "../..")

/** Name of the image that Docker builds. */
export const imageName = "integrations-server:elsewhere"

/** Returns whether Docker's command and its daemon can be used. */
export function isDockerRunning(): Promise<boolean> {
  return succeeds("info")
}

/** Returns whether Docker can be used, and has its plugin for compose. */
export async function isComposeInstalled(): Promise<boolean> {
  return (await isDockerRunning()) && succeeds("compose", "version")
}

async function succeeds(...args: readonly string[]): Promise<boolean> {
  const result = await runCommand("docker", args).catch(() => undefined)
  return result?.exitCode === 0
}

/** Builds the image with Docker. The image remains, for the next build. */
export const useDockerImage: UseImage = async (use) => {
  await runOrThrow("docker", ["build", "--tag", imageName, "."], { cwd: root, limitMs: 1_200_000 })
  const inspected = await runOrThrow("docker", ["image", "inspect", imageName])
  const [{ Size, Config }] = JSON.parse(inspected) as readonly [
    { readonly Size: number; readonly Config: { Healthcheck: { Test: readonly string[] } } },
  ]
  // The latest container.
  let name = ""
  await use({
    engine: "docker",
    megabytes: Size / 1_000_000,
    healthcheck: Config.Healthcheck.Test.slice(1),
    command({ args, environment, dataFolder }) {
      name = `integrations-${randomUUID()}`
      const variables = Object.entries(environment).flatMap((entry) => ["-e", entry.join("=")])
      const limits = [
        "--read-only",
        "--tmpfs=/tmp",
        "--cap-drop=ALL",
        `--volume=${dataFolder}:/data`,
      ]
      const options = ["--rm", `--name=${name}`, "--network=host", ...limits, ...variables]
      return ["docker", "run", ...options, imageName, ...args]
    },
    execute: (_, command) => runOrThrow("docker", ["exec", name, ...command]),
    async signal(_, signal) {
      await runOrThrow("docker", ["kill", `--signal=${signal}`, name])
    },
  })
}
