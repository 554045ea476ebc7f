// title = "How many indicators of each kind"
// title_zh = "各类绩效指标数量"
// description = "How many indicators departments' target sheets set, by level 1 and level 2, and how many of them name a target."
// description_zh = "各部门绩效目标表中一级、二级指标的数量，及其中列有指标值的数量。"
// order = ["fiscal_year", "department", "department_id", "level1", "level2"]
//
// [parameters]
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
// horizon = { type = "text", default = "annual", description = "annual or period" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// level1 = { type = "text", description = "level 1" }
// level2 = { type = "text", description = "level 2" }
// indicators = { type = "integer", description = "how many" }
// targets = { type = "integer", description = "how many of them name a target" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(i:Indicator)
WHERE coalesce($department, o.id) = o.id AND coalesce($year, d.fiscalYear) = d.fiscalYear AND i.horizon = $horizon
RETURN o.id AS department_id, o.name AS department, d.fiscalYear AS fiscal_year, i.level1 AS level1, i.level2 AS level2,
       count(i.id) AS indicators, count(i.target) AS targets
