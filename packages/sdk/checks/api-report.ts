// Checks the API reports in etc/: one for each entry point of package.json with types. The reports
// include the types of the contract, which are bundled into the declarations.
//
//   node checks/api-report.ts           compares the reports with dist/. Exits with 1 for a difference.
//   node checks/api-report.ts --write   writes the reports
import { mkdir, readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor"

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, { readonly import?: { readonly types?: string } }>>
}

const folder = fileURLToPath(new URL("..", import.meta.url))
const write = process.argv.includes("--write")

const { name, exports } = JSON.parse(
  await readFile(join(folder, "package.json"), "utf8"),
) as Manifest
const packageName = name.replace(/^.*\//, "")
const entryPoints = Object.entries(exports).flatMap(([entryPoint, { import: imported }]) =>
  imported?.types === undefined
    ? []
    : [{ report: packageName + entryPoint.slice(1).replaceAll("/", "-"), types: imported.types }],
)

const settings = ExtractorConfig.loadFile(join(folder, "api-extractor.json"))
await mkdir(join(folder, "node_modules/.cache/api-report"), { recursive: true })
const different = entryPoints.filter(({ report, types }) => {
  const config = ExtractorConfig.prepare({
    configObject: {
      ...settings,
      mainEntryPointFilePath: join(folder, types),
      apiReport: { ...settings.apiReport, enabled: true, reportFileName: report },
      projectFolder: folder,
    },
    configObjectFullPath: join(folder, "api-extractor.json"),
    packageJsonFullPath: join(folder, "package.json"),
  })
  const { apiReportChanged, errorCount } = Extractor.invoke(config, {
    localBuild: write,
    messageCallback: (message) => {
      // The message below about a difference contains the next step.
      if (message.category === "console") message.handled = true
    },
  })
  if (errorCount > 0) process.exitCode = 1
  return apiReportChanged
})

const expected = entryPoints.map(({ report }) => `${report}.api.md`)
const orphans = (await readdir(join(folder, "etc"))).filter((file) => !expected.includes(file))
const print = (line: string) => process.stdout.write(`${line}\n`)

for (const file of orphans) print(`etc/${file} has no entry point in package.json. Delete it.`)
for (const { report } of different) print(`${write ? "Wrote" : "Differs:"} etc/${report}.api.md`)
if (!write && different.length > 0) {
  print(
    "\nThe SDK's API differs from its report. Run `npm run api-report`, review the difference, and commit it.",
  )
}
if (orphans.length > 0 || (!write && different.length > 0)) process.exitCode = 1
else if (different.length === 0) print(`${entryPoints.length} API reports match dist/.`)
