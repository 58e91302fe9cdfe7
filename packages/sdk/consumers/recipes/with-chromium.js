// The page's configuration with this machine's Chromium.
import config from "./playwright.config.ts"

config.use.launchOptions = JSON.parse(process.env.LAUNCH_OPTIONS)

export default { ...config, testMatch: "*.e2e.{ts,js}" }
