import type { CreateCompanyData, CreateCompanyResponses } from '../../../generated/sandbox/types.gen.ts'
import type { SandboxOperation } from '../control.ts'
import { freshRecipe } from '../fresh-company.ts'

export const createCompany: SandboxOperation<CreateCompanyData, CreateCompanyResponses> = async (
  { body = {} },
  _caller,
  { recipes, gateway },
) => {
  const company = await recipes.make(freshRecipe(gateway.ids, body.scopes))
  return { status: 201, body: await recipes.credentials(company) }
}
