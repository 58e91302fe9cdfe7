import type { Running } from "../start-command.ts"

/** The image of the Dockerfile, and how to run it. */
export interface Image {
  /** The engine that built it, such as `docker`. */
  readonly engine: string
  readonly megabytes: number
  /** The command of HEALTHCHECK. */
  readonly healthcheck: readonly string[]
  /**
   * Returns the command that runs the entry point with these arguments in a new container: with a
   * read-only root file system, the network of this machine, and a folder at /data.
   */
  command(this: void, options: ContainerOptions): readonly string[]
  /** Runs a command in a running container, and returns its standard output. */
  execute(this: void, running: Running, command: readonly string[]): Promise<string>
  /** Sends a signal to process 1 of a container. */
  signal(this: void, running: Running, signal: "SIGTERM" | "SIGKILL"): Promise<void>
}

/** Options of a container. */
export interface ContainerOptions {
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** The folder at /data. */
  readonly dataFolder: string
}

/** Builds the image. Removes what it needs at the end of `use`. */
export type UseImage = (use: (image: Image) => Promise<void>) => Promise<void>
