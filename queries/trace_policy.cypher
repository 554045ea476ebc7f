// What the policy document is called and who issued it.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})
RETURN p.issuers AS issuers
