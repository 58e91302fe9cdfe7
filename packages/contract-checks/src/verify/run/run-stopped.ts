/** Error for a reached limit of the run. No further request is sent. */
export class RunStopped extends Error {
  override readonly name = "RunStopped"
}
