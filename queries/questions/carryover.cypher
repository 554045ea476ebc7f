// title = "Carryover, and how old it is"
// title_zh = "上年结转及其结转年数"
// description = "Projects' money that is carried over from earlier years, with the year that the money bears in the project's name. Where the name bears none, the age is unknown, not zero. A unit's disclosure that its department's holds is left out unless the unit is asked for, and of several files one counts."
// description_zh = "项目中由以前年度结转的资金及其名称所示年度；名称未示年度的，结转年数不明，并非为零。其数已含于部门公开内容的单位不计，除非指名该单位；同一内容的多个文件只计其一。"
// order = ["-age", "-amount_yuan", "department", "project", "document", "line", "page", "project_id"]
//
// [parameters]
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
// age = { type = "number", description = "how many years old at least; those of unknown age are left out then" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// unit = { type = "text", description = "the unit whose project it is" }
// project_id = { type = "id", description = "the project" }
// project = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// stage = { type = "text", description = "budget, adjusted, executed or final" }
// vintage = { type = "integer", description = "the year that the money bears in the name" }
// age = { type = "integer", unit = "years", description = "fiscal year less vintage" }
// fund = { type = "text", description = "the fund; nothing for a total over funds" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(a:Allocation)-[:OF_PROJECT]->(j:Project)
WHERE (d.counted OR $department = o.id) AND coalesce($department, o.id) = o.id AND coalesce($year, d.fiscalYear) = d.fiscalYear
WITH o, d, a, j
WHERE NOT coalesce(('allocations' + ' ' + a.document) IN d.repeats, false) AND a.timing = 'carryover' AND a.fiscalYear = d.fiscalYear
  AND coalesce($age, a.fiscalYear - a.vintage, 0) <= coalesce(a.fiscalYear - a.vintage, 0)
RETURN o.id AS department_id, o.name AS department, j.unit AS unit, j.id AS project_id, j.name AS project,
       a.fiscalYear AS fiscal_year, a.stage AS stage, a.vintage AS vintage, a.fiscalYear - a.vintage AS age, a.fund AS fund,
       a.amountYuan AS amount_yuan, a.document AS document, a.line AS line, a.page AS page
