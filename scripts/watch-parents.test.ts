import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { expect, onTestFinished, test } from "vitest"

const module = JSON.stringify(join(import.meta.dirname, "watch-parents.mjs"))
const script = `
  const { watchParents } = await import(${module})
  watchParents(() => process.exit(console.log("orphaned")))
  console.log("watching")
`

test.skipIf(process.platform === "win32").each([
  ["the shell replaces itself with the script", "exec node"],
  ["the shell outlives npm", "node"],
])("a script is notified that npm was killed if %s", async (_, command) => {
  // Starts the script as npm does.
  const npm = spawn(
    process.execPath,
    [
      "-e",
      'require("node:child_process").spawn("sh", ["-c", process.argv[1]], { stdio: "inherit" })',
      `${command} -e "$SCRIPT"; exit`,
    ],
    {
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, SCRIPT: script, npm_lifecycle_event: "start" },
    },
  )
  onTestFinished(() => {
    try {
      process.kill(-Number(npm.pid), "SIGKILL")
    } catch {
      // Every process of the group has exited.
    }
  })
  const output = text(npm.stdout)
  await once(npm.stdout, "data")
  npm.kill("SIGKILL")
  expect(await output).toBe("watching\norphaned\n")
})
