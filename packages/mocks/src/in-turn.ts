/**
 * Creates a function that runs tasks one after another, in the order of its calls. Queued scenarios
 * therefore apply to concurrent requests in the order in which the requests were sent.
 */
export function createTurns(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const result = last.then(task)
    last = result.catch(() => {})
    return result
  }
}
