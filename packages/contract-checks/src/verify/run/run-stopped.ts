/** Error that is thrown when a limit of the run is reached. No further request is sent. */
export class RunStopped extends Error {
  override readonly name = "RunStopped"
}
