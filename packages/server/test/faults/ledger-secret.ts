/** The ledger secret of the fault tests, the same in every process. */
export const ledgerSecret = new Uint8Array(32).fill(7)
