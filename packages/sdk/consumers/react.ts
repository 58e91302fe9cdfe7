import { cp } from "node:fs/promises"
import { join } from "node:path"
import { installProject } from "./install.ts"
import { expectReport, orderedInReact } from "./reports.ts"
import { runCommand } from "./run-command.ts"
import type { Consumer } from "./run-consumers.ts"
import versions from "./versions.json" with { type: "json" }

/** Consumers of the React entry point, with the oldest and the newest supported peers. */
export function reactConsumers(
  folder: string,
  programs: string,
  tarball: string,
  baseUrl: string,
): readonly Consumer[] {
  return versions.react.map((peers) => ({
    name: `React ${peers.react}, TanStack Query ${peers["@tanstack/react-query"]}, ESM and CommonJS`,
    run: async () => {
      const project = join(folder, `react-${peers.react}`)
      await installProject(project, { "@loop-health/integrations-sdk": tarball, ...peers })
      await cp(programs, project, { recursive: true })
      for (const program of ["react.mjs", "react.cjs"]) {
        const result = await runCommand(process.execPath, [program, baseUrl], { cwd: project })
        expectReport(result, orderedInReact)
      }
    },
  }))
}
