// The money of the projects that cite a policy document: every row, of every year, stage and timing.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(a:Allocation)
RETURN a.id AS id, j.id AS project, a.document AS document, a.line AS line, a.page AS page, a.fund AS fund,
       a.amountYuan AS amount_yuan, a.fiscalYear AS fiscal_year, a.stage AS stage, a.timing AS timing
