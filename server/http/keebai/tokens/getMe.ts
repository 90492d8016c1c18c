import type { GetMeData, GetMeResponses } from '../../../../generated/keebai/types.gen.ts'
import type { Operation } from '../../operation.ts'
import { toTokenProfile } from './to-token-profile.ts'

export const getMe: Operation<GetMeData, GetMeResponses> = async (_, { company: id, token }, { storage }) => {
  const company = await storage.read.companies.find(id)
  if (!company) throw new Error(`company ${id} of token ${token.id} vanished`)
  return { status: 200, body: toTokenProfile(token, company) }
}
