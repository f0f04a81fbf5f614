/** How often a property is tried: as often as it says, or `FUZZ_RUNS` times for a longer search. */
export const runs = (usual: number): number => Number(process.env['FUZZ_RUNS'] ?? usual)
