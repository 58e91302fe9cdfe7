import type { NextConfig } from "next"

const config: NextConfig = {
  // SQLite runs in a thread whose file lies beside the package's code: bundled, it would not be found.
  serverExternalPackages: ["@loop-health/integrations-server"],
}

export default config
