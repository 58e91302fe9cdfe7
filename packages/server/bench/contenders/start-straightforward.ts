// Starts the straightforward service, and prints its URL.
import { serveStraightforward } from "./straightforward.ts"

process.stdout.write(`${await serveStraightforward(process.env)}\n`)
