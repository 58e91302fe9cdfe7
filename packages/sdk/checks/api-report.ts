// What the package promises, as text to review: one report in etc/ for each door of package.json that has types. The
// types of the contract, which are bundled into the declarations, stand in it as well.
//
//   node checks/api-report.ts           compares with dist/, names the reports that differ and the remedy, exits 1
//   node checks/api-report.ts --write   writes them
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
      // What it would say of a report that differs is said below, with our remedy.
      if (message.category === "console") message.handled = true
    },
  })
  if (errorCount > 0) process.exitCode = 1
  return apiReportChanged
})

const expected = entryPoints.map(({ report }) => `${report}.api.md`)
const orphans = (await readdir(join(folder, "etc"))).filter((file) => !expected.includes(file))
const say = (line: string) => process.stdout.write(`${line}\n`)

for (const file of orphans) say(`etc/${file} belongs to no door of package.json: delete it.`)
for (const { report } of different) say(`${write ? "wrote" : "differs:"} etc/${report}.api.md`)
if (!write && different.length > 0) {
  say(
    "\nThe SDK's surface is not what its report says. Run `npm run api-report`, look at the difference, and commit it.",
  )
}
if (orphans.length > 0 || (!write && different.length > 0)) process.exitCode = 1
else if (different.length === 0) say(`${entryPoints.length} API report(s) say what dist/ promises.`)
