// Who issued a policy document.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})
RETURN p.issuers AS issuers
