// Checks the limits in limits.json: the cost of the calls for a consumer's compiler, and the size
// of the tarball. .size-limit.json limits the size of a bundle.
import { mkdtemp, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { pack } from "../consumers/pack.ts"
import { countInstantiations } from "./count-instantiations.ts"
import limits from "./limits.json" with { type: "json" }

const program = (name: string) => fileURLToPath(new URL(`type-cost/${name}.mts`, import.meta.url))

const without = await countInstantiations(program("without-the-calls"))
const withIt = await countInstantiations(program("with-the-calls"))
compare("Type instantiations of a create and a safeCreate", withIt - without, limits.instantiations)
compare("Bytes of the tarball", await tarballBytes(), limits.tarballBytes)

function compare(name: string, measured: number, limit: number): void {
  const line = `${name}: ${measured}, limit ${limit}\n`
  if (measured <= limit) {
    process.stdout.write(line)
    return
  }
  process.stderr.write(
    `${line}The limit in packages/sdk/checks/limits.json is exceeded. Reduce the value, or raise the limit.\n`,
  )
  process.exitCode = 1
}

async function tarballBytes(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "sdk-tarball-"))
  try {
    const { size } = await stat(await pack("sdk", folder))
    return size
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
