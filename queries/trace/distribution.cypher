// Who gets what by the table of a policy document that is loaded: what it gives this time, each money once.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:OF_POLICY]-(n:Notice)<-[:OF_NOTICE]-(d:Distribution)
WHERE d.counted
RETURN d.id AS id, d.document AS document, d.recipient AS recipient, d.recipientWithin AS `within`,
       d.project AS project, d.item AS item, d.level AS level, d.code AS code, d.amountYuan AS amount_yuan,
       d.line AS line, d.page AS page
