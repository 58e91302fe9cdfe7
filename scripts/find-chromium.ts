import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"

/**
 * Returns playwright's launch options for an installed Chromium, or `undefined` if none is found.
 * Downloads nothing. `CHROMIUM_PATH` is used unchecked, because playwright reports a wrong path.
 */
export function findChromium(): { executablePath: string; args: string[] } | undefined {
  const {
    CHROMIUM_PATH: named,
    PATH: path = "",
    PROGRAMFILES: programs = "C:\\Program Files",
  } = process.env
  const names = ["chromium", "chromium-browser", "google-chrome", "chrome.exe"]
  const candidates = [
    ...path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    join(programs, "Google", "Chrome", "Application", "chrome.exe"),
  ]
  const executablePath = named || candidates.find(isExecutable)
  if (executablePath === undefined) return undefined
  // Chromium does not start as root inside its sandbox.
  return { executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] }
}

/** Returns whether a path is an executable file or a folder. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
