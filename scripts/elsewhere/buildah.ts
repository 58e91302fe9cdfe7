import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { mkdir, realpath } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { runOrThrow } from "../run-or-throw.ts"
import type { Running } from "../start-command.ts"
import type { UseImage } from "./container-engine.ts"
import { findCommand } from "./find-command.ts"

interface Inspected {
  readonly Docker: {
    readonly config: {
      readonly User: string
      readonly Env: readonly string[]
      readonly Entrypoint: readonly string[]
      readonly WorkingDir: string
      readonly Healthcheck: { readonly Test: readonly string[] }
    }
  }
}

const root = join(import.meta.dirname, "../..")
const certificates = "/etc/ssl/certs/build.pem"

/**
 * Builds the image as root without a container engine, on a base of Debian packages and this
 * process's Node. Containers are processes with their own mounts and process IDs.
 */
export const useBuildahImage: UseImage = async (use) => {
  // It has `chroot`, and the PATH of some shells of root omits it.
  process.env["PATH"] = [process.env["PATH"], "/usr/sbin"].join(delimiter)
  const folder = mkdtempSync(join(tmpdir(), "buildah-"))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once("exit", remove)
  const storage = ["--root", join(folder, "root"), "--runroot", join(folder, "runroot")]
  const buildah = (...args: string[]) =>
    runOrThrow("buildah", [...storage, ...args], {
      env: { STORAGE_DRIVER: "vfs", BUILDAH_ISOLATION: "chroot" },
      limitMs: 1_200_000,
    })
  try {
    await writeBase(join(folder, "base"))
    await buildah("bud", "--network=host", "--tag=base", join(folder, "base"))
    const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8")
    writeFileSync(join(folder, "Dockerfile"), dockerfile.replaceAll(/^FROM \S+/gm, "FROM base"))
    const build = ["bud", "--format=docker", "--network=host", "--pull-never", "--tag=server"]
    await buildah(...build, `--file=${join(folder, "Dockerfile")}`, root)
    const inspected = await buildah("inspect", "--type=image", "server")
    const { config } = (JSON.parse(inspected) as Inspected).Docker
    const container = (await buildah("from", "--pull-never", "server")).trim()
    const mounted = (await buildah("mount", container)).trim()
    const used = await runOrThrow("du", ["-s", "--block-size=1000000", mounted])
    const [user = "", group = ""] = config.User.split(":")
    // The machine's certificates are for the build only.
    const ofImage = config.Env.filter((variable) => !variable.endsWith(certificates))
    let variables: readonly string[] = []
    await use({
      engine: "buildah",
      megabytes: Number.parseInt(used),
      healthcheck: config.Healthcheck.Test.slice(1),
      command({ args, environment, dataFolder }) {
        variables = [...ofImage, ...Object.entries(environment).map((entry) => entry.join("="))]
        const entryProcess = ["env", "-i", `--chdir=${config.WorkingDir}`, ...variables]
        const chroot = [
          "chroot",
          `--userspec=${config.User}`,
          "--groups=",
          mounted,
          ...entryProcess,
        ]
        const entry = [...config.Entrypoint, ...args]
        return [...isolate, mounted, dataFolder, "setpriv", "--no-new-privs", ...chroot, ...entry]
      },
      execute(running, command) {
        const namespaces = ["--mount", "--pid", "--root", "--wd", "-S", user, "-G", group]
        const target = `--target=${findProcessOne(running)}`
        return runOrThrow("nsenter", [target, ...namespaces, "env", "-i", ...variables, ...command])
      },
      async signal(running, signal) {
        process.kill(findProcessOne(running), signal)
      },
    })
  } finally {
    await buildah("rm", "--all").catch(() => "")
    remove()
  }
}

/** Runs a command as process 1, with a read-only root. Arguments: root, data folder, command. */
const isolate = [
  "unshare",
  "--mount",
  "--pid",
  "--fork",
  "--kill-child",
  "sh",
  "-euc",
  `mount --bind "$0" "$0"
  mount -o remount,bind,ro "$0"
  mount -t proc proc "$0/proc"
  mount --rbind /dev "$0/dev"
  mount -t tmpfs tmpfs "$0/tmp"
  mount --bind "$1" "$0/data"
  shift
  exec "$@"`,
] as const

function findProcessOne({ pid }: Running): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim())
}

/** Writes the build context of an image that has what the Dockerfile expects of its base. */
async function writeBase(folder: string): Promise<void> {
  await mkdir(folder)
  const rootfs = join(folder, "rootfs.tar")
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? ""
  await runOrThrow(
    "mmdebstrap",
    ["--variant=minbase", "--include=ca-certificates", suite, rootfs],
    { limitMs: 600_000 },
  )
  copyFileSync(process.execPath, join(folder, "node"))
  const npm = await realpath(findCommand("npm") ?? "")
  cpSync(dirname(dirname(npm)), join(folder, "npm"), { recursive: true })
  // npm may be reached through a proxy whose certificate only this machine knows.
  const ofMachine = process.env["NODE_EXTRA_CA_CERTS"] ?? "/etc/ssl/certs/ca-certificates.crt"
  copyFileSync(ofMachine, join(folder, "certificates.pem"))
  const npmLinks = ["npm", "npx"].map(
    (name) => `ln -s ../lib/node_modules/npm/bin/${name}-cli.js /usr/local/bin/${name}`,
  )
  const user = ["groupadd --gid 1000 node", "useradd --uid 1000 --gid node --create-home node"]
  const instructions = [
    "FROM scratch",
    "ADD rootfs.tar /",
    "COPY node /usr/local/bin/node",
    "COPY npm /usr/local/lib/node_modules/npm",
    `COPY certificates.pem ${certificates}`,
    `RUN ${[...npmLinks, ...user].join(" && ")}`,
    `ENV NODE_EXTRA_CA_CERTS=${certificates} SSL_CERT_FILE=${certificates}`,
  ]
  writeFileSync(join(folder, "Containerfile"), `${instructions.join("\n")}\n`)
}
