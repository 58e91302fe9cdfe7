// Starts the straightforward service, and prints its URL.
import { serveStraightforward } from "../contenders/straightforward.ts"

process.stdout.write(`${await serveStraightforward(process.env)}\n`)
