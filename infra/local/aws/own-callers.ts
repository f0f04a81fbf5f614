import { type Perform, ServiceError } from './json-service.ts'
import { CREDENTIALS } from './names.ts'

/** Refuses calls whose signature does not name the credentials of this process. The signature itself is not checked. */
export const ownCallersOnly =
  (perform: Perform): Perform =>
  async (operation, input, authorization) => {
    if (!authorization?.includes(`Credential=${CREDENTIALS.accessKeyId}/`))
      throw new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.')
    return await perform(operation, input, authorization)
  }
