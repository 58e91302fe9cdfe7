const minVersion = 22

/** Throws an Error if Node is older than 22. Otherwise, msw 3 fails with no explanation. */
export function checkNodeVersion(): void {
  const { process } = globalThis as {
    readonly process?: { readonly versions?: { readonly node?: string } }
  }
  const version = process?.versions?.node
  if (version === undefined || Number.parseInt(version, 10) >= minVersion) return
  throw new Error(
    `@loop-health/integrations-mocks requires Node ${minVersion} or newer, but this is Node ${version}. Install a newer Node.`,
  )
}
