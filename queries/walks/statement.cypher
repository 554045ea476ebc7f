// The things that a statement (a node of one document) speaks of.
// $node: id of a statement
MATCH (a:Allocation {id: $node})-[:OF_PROJECT]->(b:Project)
RETURN a.id AS from_id, 'Allocation' AS from_kind, a.document AS from_name, 'OF_PROJECT' AS relation, b.id AS to_id, 'Project' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Allocation {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'Allocation' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:BudgetLine {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'BudgetLine' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:BudgetLine {id: $node})-[:OF_UNIT]->(b:Organization)
RETURN a.id AS from_id, 'BudgetLine' AS from_kind, a.document AS from_name, 'OF_UNIT' AS relation, b.id AS to_id, 'Organization' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:BudgetLine {id: $node})-[:HAS_SUBJECT]->(b:SubjectCode)
RETURN a.id AS from_id, 'BudgetLine' AS from_kind, a.document AS from_name, 'HAS_SUBJECT' AS relation, b.id AS to_id, 'SubjectCode' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Citation {id: $node})-[:OF_PROJECT]->(b:Project)
RETURN a.id AS from_id, 'Citation' AS from_kind, a.document AS from_name, 'OF_PROJECT' AS relation, b.id AS to_id, 'Project' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Citation {id: $node})-[:REFERS_TO]->(b:PolicyDocument)
RETURN a.id AS from_id, 'Citation' AS from_kind, a.document AS from_name, 'REFERS_TO' AS relation, b.id AS to_id, 'PolicyDocument' AS to_kind, coalesce(b.number, b.title) AS to_name
UNION ALL
MATCH (a:Citation {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'Citation' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:PerformanceSheet {id: $node})-[:OF_PROJECT]->(b:Project)
RETURN a.id AS from_id, 'PerformanceSheet' AS from_kind, a.document AS from_name, 'OF_PROJECT' AS relation, b.id AS to_id, 'Project' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:PerformanceSheet {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'PerformanceSheet' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:Indicator {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'Indicator' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:SheetAmount {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'SheetAmount' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:Figure {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'Figure' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:Finding {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'Finding' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:Paragraph {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'Paragraph' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:PurchasedService {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'PurchasedService' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:Notice {id: $node})-[:OF_POLICY]->(b:PolicyDocument)
RETURN a.id AS from_id, 'Notice' AS from_kind, a.document AS from_name, 'OF_POLICY' AS relation, b.id AS to_id, 'PolicyDocument' AS to_kind, coalesce(b.number, b.title) AS to_name
UNION ALL
MATCH (a:Notice {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'Notice' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:Distribution {id: $node})-[:STATED_IN]->(b:Disclosure)
RETURN a.id AS from_id, 'Distribution' AS from_kind, a.document AS from_name, 'STATED_IN' AS relation, b.id AS to_id, 'Disclosure' AS to_kind, b.publisher AS to_name
UNION ALL
MATCH (a:Distribution {id: $node})-[:TO_ORGANIZATION]->(b:Organization)
RETURN a.id AS from_id, 'Distribution' AS from_kind, a.document AS from_name, 'TO_ORGANIZATION' AS relation, b.id AS to_id, 'Organization' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Distribution {id: $node})-[:TO_PLACE]->(b:Place)
RETURN a.id AS from_id, 'Distribution' AS from_kind, a.document AS from_name, 'TO_PLACE' AS relation, b.id AS to_id, 'Place' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Distribution {id: $node})-[:HAS_SUBJECT]->(b:SubjectCode)
RETURN a.id AS from_id, 'Distribution' AS from_kind, a.document AS from_name, 'HAS_SUBJECT' AS relation, b.id AS to_id, 'SubjectCode' AS to_kind, b.name AS to_name
