// Where a decision is confirmed by a security key, before it is sent.

/**
 * What a decision's body has beside reason and time.
 *
 * @param {{verb: string, approval: Object, body: Object, api: Object}} decision
 * @returns {Promise<Object>} further members of the body; none where no security key is asked for
 */
export async function confirmed(decision) {
  void decision;
  return {};
}
