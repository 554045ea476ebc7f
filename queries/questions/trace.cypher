// title = "Trace a policy document"
// title_zh = "追踪一份政策文件"
// description = "Every row of money of the projects that cite a policy document, in the disclosures that cite it. Nothing is added up or left out here: kg trace judges which rows count."
// description_zh = "引用某政策文件的项目在引用它的公开文件中的每一笔资金；此处不加总、不取舍，计入与否见 kg trace。"
// order = ["fiscal_year", "department", "unit", "project", "timing", "fund", "allocation_id"]
//
// [parameters]
// policy = { type = "policy", required = true, description = "the policy document: its number in any brackets, its title or its id" }
//
// [columns]
// project_id = { type = "id", description = "the project" }
// project = { type = "text", description = "its name" }
// unit = { type = "text", description = "the unit whose project it is" }
// place = { type = "text", description = "its place" }
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// stage = { type = "text", description = "budget, adjusted, executed or final" }
// timing = { type = "text", description = "current, carryover, …; nothing where the table does not tell or holds both" }
// fund = { type = "text", description = "the fund; nothing for a total over funds" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
// relation = { type = "text", description = "hands-down, basis or mention" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
// allocation_id = { type = "id", description = "the row of money" }
MATCH (p:PolicyDocument {id: $policy})<-[:REFERS_TO]-(c:Citation)-[:OF_PROJECT]->(j:Project)<-[:OF_PROJECT]-(a:Allocation),
      (c)-[:STATED_IN]->(d:Disclosure)
WHERE a.document IN d.documents
WITH j, d, a, min(CASE WHEN c.relation = 'hands-down' OR (c.relation = 'basis' AND p.handsDown) THEN 1
                          WHEN c.relation = 'basis' THEN 2 ELSE 3 END) AS nearest
RETURN j.id AS project_id, j.name AS project, j.unit AS unit, d.place AS place, d.publisher AS department,
       a.fiscalYear AS fiscal_year, a.stage AS stage, a.timing AS timing, a.fund AS fund, a.amountYuan AS amount_yuan,
       CASE nearest WHEN 1 THEN 'hands-down' WHEN 2 THEN 'basis' ELSE 'mention' END AS relation,
       a.document AS document, a.line AS line, a.page AS page, a.id AS allocation_id
