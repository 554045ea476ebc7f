// The loaded files that are a policy document, and what each says of itself.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:OF_POLICY]-(n:Notice)
RETURN n.id AS id, n.document AS document, n.action AS action, n.date AS date, n.amountYuan AS amount_yuan
