import type { NextConfig } from "next"

const config: NextConfig = {
  // A bundle would not contain the file of the SQLite worker thread.
  serverExternalPackages: ["@loop-health/integrations-server"],
}

export default config
