// Resolves the packages of this repository to their sources, so that the local stack runs without a
// build: node --import ./examples/local-stack/src/use-sources.ts …
import { readFileSync } from "node:fs"
import { registerHooks } from "node:module"

const packages = new URL("../../../packages/", import.meta.url)

registerHooks({
  resolve(specifier, context, nextResolve) {
    const [, name, entry = ""] = /^@loop-health\/integrations-(\w+)(\/.*)?$/.exec(specifier) ?? []
    return nextResolve(name === undefined ? specifier : findSource(name, entry), context)
  },
})

/** Returns the source of an entry point: `dist/x.js` is built from `src/x.ts`. */
function findSource(name: string, entry: string): string {
  const folder = new URL(`${name}/`, packages)
  const manifest = readFileSync(new URL("package.json", folder), "utf8")
  const { exports } = JSON.parse(manifest) as { exports: Record<string, EntryPoint> }
  const target = exports[`.${entry}`]
  const built = target?.import?.default ?? target?.default ?? ""
  return new URL(built.replace(/^\.\/dist\/(.*)\.js$/, "./src/$1.ts"), folder).href
}

interface EntryPoint {
  readonly default?: string
  readonly import?: EntryPoint
}
