// title = "Projects that name no basis"
// title_zh = "没有列明依据的项目"
// description = "Projects with money of the year in a budget whose disclosure names no policy document that gives the money or is its basis. A basis in words without number or title is not one here, and a sheet that is not published has none that could be read. A unit's disclosure that its department's holds is left out unless the unit is asked for, and of several files one counts."
// description_zh = "当年预算安排了资金、而公开文件未列明任何资金文件或立项依据的项目；仅有文字而无文号、标题的依据不计。其数已含于部门公开内容的单位不计，除非指名该单位；同一内容的多个文件只计其一。"
// order = ["-amount_yuan", "department", "project", "project_id", "fiscal_year"]
//
// [parameters]
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// project_id = { type = "id", description = "the project" }
// project = { type = "text", description = "its name" }
// unit = { type = "text", description = "the unit whose project it is" }
// rows = { type = "integer", description = "rows of money" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(x:Allocation|Citation)-[:OF_PROJECT]->(j:Project)
WHERE (d.counted OR $department = o.id) AND coalesce($department, o.id) = o.id AND d.stage = 'budget' AND coalesce($year, d.fiscalYear) = d.fiscalYear
  AND (x.relation <> 'mention'
       OR (x.stage = 'budget' AND x.fiscalYear = d.fiscalYear AND coalesce(x.timing, 'current') = 'current'
           AND NOT coalesce(('allocations' + ' ' + x.document) IN d.repeats, false)))
WITH o, d, j, count(x.relation) AS bases, count(x.amountYuan) AS rows, sum(x.amountFen) AS amount_fen,
     collect(CASE WHEN x.amountFen IS NULL THEN x.amountYuan END) AS amount_rest
WHERE bases = 0 AND rows > 0
RETURN o.id AS department_id, o.name AS department, d.fiscalYear AS fiscal_year, j.id AS project_id, j.name AS project,
       j.unit AS unit, rows, amount_fen, amount_rest
