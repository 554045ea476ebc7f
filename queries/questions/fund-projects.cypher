// title = "The projects of a fund in a department"
// title_zh = "某部门某类资金的项目"
// description = "Each row of money of one fund in a department's projects. Of several files that print it one counts."
// description_zh = "某部门项目中某类资金的每一笔。同一内容的多个文件只计其一。"
// order = ["fiscal_year", "stage", "timing", "-amount_yuan", "project", "project_id", "document", "line", "page"]
//
// [parameters]
// fund = { type = "fund", required = true, description = "the fund: its code or its name" }
// department = { type = "organization", required = true, description = "the department or unit that publishes" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// fiscal_year = { type = "integer", description = "the fiscal year" }
// stage = { type = "text", description = "budget, adjusted, executed or final" }
// timing = { type = "text", description = "current, carryover, …; nothing where the table does not tell or holds both" }
// project_id = { type = "id", description = "the project" }
// project = { type = "text", description = "its name" }
// unit = { type = "text", description = "the unit whose project it is" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(a:Allocation)-[:OF_PROJECT]->(j:Project),
      (a)-[:HAS_FUND]->(f:FundingSource)
WHERE o.id = $department AND f.id = $fund
WITH d, a, j
WHERE NOT coalesce(('allocations' + ' ' + a.document) IN d.repeats, false) AND coalesce($year, a.fiscalYear) = a.fiscalYear
RETURN a.fiscalYear AS fiscal_year, a.stage AS stage, a.timing AS timing, j.id AS project_id, j.name AS project, j.unit AS unit,
       a.amountYuan AS amount_yuan, a.document AS document, a.line AS line, a.page AS page
