/** Faults that no check can notice, and why. Each has to name a mutant; one that is noticed after all has to go. */
export const survivors: { mutant: string; reason: string }[] = []
