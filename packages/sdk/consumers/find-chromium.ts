import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"

/** The browser that is installed; nothing is downloaded. */
export function findChromium(): string | undefined {
  const {
    CHROMIUM_PATH: named,
    PATH: path = "",
    PROGRAMFILES: programs = "C:\\Program Files",
  } = process.env
  // A path that is wrong is for playwright to tell, not to be passed over.
  if (named) return named
  const names = ["chromium", "chromium-browser", "google-chrome", "chrome.exe"]
  const candidates = [
    ...path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    join(programs, "Google", "Chrome", "Application", "chrome.exe"),
  ]
  return candidates.find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
