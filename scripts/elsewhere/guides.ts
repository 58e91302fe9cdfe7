import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { runOrThrow } from "../run-or-throw.ts"
import { findMissingCommands } from "./find-command.ts"
import type { Part } from "./run-parts.ts"

const root = join(import.meta.dirname, "../..")
const guide = "packages/docs/src/content/docs/guides/test-your-app.md"

/** Runs the Python test of the guide for tests of apps against the mock server. */
export const guides: Part = {
  name: "guides",
  findMissing: () => findMissingCommands({ python3: "python3" }),
  async run({ check }) {
    await check("the Python test orders after an error of the mock", () =>
      withMock((url) => runOrThrow("python3", ["-c", readExample(url)])),
    )
  },
}

/** Returns the Python block of the guide, with the address of a running mock. */
function readExample(url: string): string {
  const [, code] =
    /```text\n(# order_test\.py\n[^]*?)```/.exec(readFileSync(join(root, guide), "utf8")) ?? []
  if (code === undefined) throw new Error(`${guide} has no block order_test.py.`)
  return code.replace("http://127.0.0.1:4010", url)
}

async function withMock(use: (url: string) => Promise<unknown>): Promise<void> {
  const mock = spawn(process.execPath, [join(root, "packages/mocks/dist/cli.js"), "--port", "0"])
  try {
    const [line] = (await once(createInterface(mock.stdout), "line")) as [string]
    await use(/http:\/\/\S+/.exec(line)?.[0] ?? "")
  } finally {
    mock.kill()
  }
}
