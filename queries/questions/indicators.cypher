// title = "Indicators by kind and target"
// title_zh = "绩效指标：按类别与指标值"
// description = "The indicators of projects' target sheets of one kind (a word of level 1 or 2, such as 数量指标), with what is to be reached; `words` keeps those whose name holds them."
// description_zh = "项目绩效目标表中某类指标（一级或二级指标名称，如数量指标）及其指标值；words 限定指标名称所含文字。"
// order = ["department", "fiscal_year", "project", "level1", "level2", "document", "line", "page", "indicator_id"]
//
// [parameters]
// kind = { type = "text", required = true, description = "level 1 or level 2 of the indicator" }
// words = { type = "text", default = "", description = "what the indicator's name holds" }
// horizon = { type = "text", default = "annual", description = "annual or period" }
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// project_id = { type = "id", description = "the project" }
// project = { type = "text", description = "its name" }
// level1 = { type = "text", description = "level 1" }
// level2 = { type = "text", description = "level 2" }
// level3 = { type = "text", description = "the indicator" }
// target = { type = "text", description = "what is to be reached, as printed" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
// indicator_id = { type = "id", description = "the indicator" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(i:Indicator)-[:OF_SHEET]->(s:PerformanceSheet)
WHERE coalesce($department, o.id) = o.id AND coalesce($year, d.fiscalYear) = d.fiscalYear
  AND (i.level1 = $kind OR i.level2 = $kind) AND i.horizon = $horizon AND ($words = '' OR coalesce(i.level3, '') CONTAINS $words)
OPTIONAL MATCH (s)-[:OF_PROJECT]->(j:Project)
RETURN o.name AS department, d.fiscalYear AS fiscal_year, j.id AS project_id, coalesce(j.name, s.project) AS project,
       i.level1 AS level1, i.level2 AS level2, i.level3 AS level3, i.target AS target, i.document AS document, i.line AS line,
       i.page AS page, i.id AS indicator_id
ORDER BY department, fiscal_year, project, level1, level2, document, line, page, indicator_id
