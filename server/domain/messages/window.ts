/** How long free text may follow a customer's message (Meta's customer service window). */
export const conversationWindowMs = 24 * 3_600_000
