// title = "Where a fund's money went"
// title_zh = "某类资金用到了哪些部门"
// description = "The projects' money of one fund by department and year, as budgeted: this year's and carried over apart. A unit's disclosure that its department's holds is left out, and of several files one counts."
// description_zh = "某类资金在各部门、各年度预算中安排的项目资金；当年与结转分列。其数已含于部门公开内容的单位不计；同一内容的多个文件只计其一。"
// order = ["fiscal_year", "timing", "-amount_yuan", "department", "department_id"]
//
// [parameters]
// fund = { type = "fund", required = true, description = "the fund: its code or its name" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// timing = { type = "text", description = "current, carryover, …; nothing where the table does not tell or holds both" }
// projects = { type = "integer", description = "how many projects" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
MATCH (f:FundingSource {id: $fund})<-[:HAS_FUND]-(a:Allocation)-[:STATED_IN]->(d:Disclosure)-[:PUBLISHED_BY]->(o:Organization),
      (a)-[:OF_PROJECT]->(j:Project)
WHERE d.counted AND NOT coalesce(('allocations' + ' ' + a.document) IN d.repeats, false)
  AND a.stage = 'budget' AND d.stage = 'budget' AND a.fiscalYear = d.fiscalYear AND coalesce($year, d.fiscalYear) = d.fiscalYear
RETURN o.id AS department_id, o.name AS department, a.fiscalYear AS fiscal_year, a.timing AS timing,
       count(DISTINCT j.id) AS projects, sum(a.amountFen) AS amount_fen,
       collect(CASE WHEN a.amountFen IS NULL THEN a.amountYuan END) AS amount_rest
