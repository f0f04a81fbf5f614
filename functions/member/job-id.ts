/** The name of a job (DESIGN section 7, "SQS trigger"): its client's own. */
export const JOB_ID = /^[A-Za-z0-9_-]{1,64}$/

/** The number of a row, counted from 1, header not counted. */
export const ROW = /^[1-9][0-9]{0,6}$/
