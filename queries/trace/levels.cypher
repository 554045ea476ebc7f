// The amounts of the year that those target sheets print: by level of government, or what stays and what is handed on.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(s:PerformanceSheet)
WITH s
MATCH (s)<-[:OF_SHEET]-(m:SheetAmount)
WITH s.id AS sheet, m.horizon AS horizon, m.level AS level, m.label AS label, m.amountYuan AS amount_yuan,
     m.document AS document, m.line AS line, m.page AS page, m.id AS id
WHERE horizon = 'annual'
RETURN sheet, level, amount_yuan, id, label, document, line, page
