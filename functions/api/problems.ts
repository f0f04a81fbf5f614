import type { Reason } from '../member/reasons.ts'
import type { ProblemStatus } from './problem.ts'

type Known = Pick<Reason, 'sentence' | 'mend'> & { readonly status: ProblemStatus }

/** The problems that are of the service and not of a member: a closed set of stable codes, each always of one status. */
export const PROBLEMS = {
  route_unknown: { status: 404, sentence: 'There is no such route.', mend: 'See the routes in docs/openapi.json.' },
  card_unknown: {
    status: 404,
    sentence: 'WeChat Pay knows no such card.',
    mend: 'Check user_card_code, card_id, openid and the brand.',
  },
  template_unknown: {
    status: 404,
    sentence: 'WeChat Pay knows no such template.',
    mend: 'Check card_id and the brand.',
  },
  job_unknown: {
    status: 404,
    sentence: 'No job of this name was registered, and no row of one has ended.',
    mend: 'Check the job_id; a job whose rows were sent without registering it is known once the first has ended.',
  },
  method_not_allowed: {
    status: 405,
    sentence: 'This route does not take that method.',
    mend: 'Use a method that the header Allow names.',
  },
  busy: {
    status: 409,
    sentence: 'The same member is being imported right now.',
    mend: 'Send the request again after the seconds of Retry-After: the answer tells what became of the member.',
  },
  content_type: {
    status: 415,
    sentence: 'The import request is not declared as JSON in UTF-8.',
    mend: 'Send it with Content-Type: application/json.',
  },
  no_permit: {
    status: 429,
    sentence: 'The allowed rate is used up for the moment.',
    mend: 'Send the request again after the seconds of Retry-After.',
  },
  rate_limited: {
    status: 429,
    sentence: 'WeChat Pay asks for fewer calls.',
    mend: 'Send the request again after the seconds of Retry-After.',
  },
  internal: {
    status: 500,
    sentence: 'Something went wrong here.',
    mend: 'Send the request again: that is safe. The log of the HTTP function names the error.',
  },
  untrusted_answer: {
    status: 502,
    sentence: 'The answer of WeChat Pay could not be trusted or understood.',
    mend: 'Send the request again; if it repeats, look at the credential with the command doctor --call.',
  },
  unavailable: {
    status: 503,
    sentence: 'WeChat Pay cannot be reached now.',
    mend: 'Send the request again after the seconds of Retry-After.',
  },
  outcome_unknown: {
    status: 504,
    sentence: 'The outcome is not known yet.',
    mend: 'Sending the same request again is safe: WeChat Pay is asked before anything is sent.',
  },
} as const satisfies Record<string, Known>

/** Of a request whose faults stand in `errors`: 400 where its shape is wrong, else 422. */
export const INVALID_REQUEST = {
  sentence: 'The import request, or a parameter, has faults.',
  mend: 'Correct what errors[] names, each with its place.',
} as const satisfies Reason

/** What a request to read can lack, beside what an import request can (faults.ts). */
export const PARAMETER_FAULTS = {
  repeated: { sentence: 'A parameter is given more than once.', mend: 'Give this parameter once.' },
  malformed: {
    sentence: 'The parameter is no name that WeChat Pay gives.',
    mend: 'Give the name as WeChat Pay knows it, in printable ASCII.',
  },
} as const satisfies Record<string, Reason>
