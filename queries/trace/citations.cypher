// Every citation of a policy document.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:REFERS_TO]-(c:Citation)
RETURN c.id AS id, c.document AS document, c.line AS line, c.page AS page, c.role AS role, c.relation AS relation,
       c.asWritten AS as_written
