// title = "Findings by department"
// title_zh = "各部门的核查发现"
// description = "What the reader found not to fit in departments' disclosures, by rule and severity. What the shapes find in the statements besides, kg check lists."
// description_zh = "读取各部门公开文件时发现的不符之处，按规则与严重程度计数；另见 kg check。"
// order = ["department", "fiscal_year", "stage", "severity", "rule", "department_id"]
//
// [parameters]
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
// severity = { type = "text", description = "error, warning or note; all, if not given" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// stage = { type = "text", description = "budget, adjusted, executed or final" }
// severity = { type = "text", description = "error, warning or note" }
// rule = { type = "text", description = "the rule" }
// findings = { type = "integer", description = "how many" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(f:Finding)
WHERE coalesce($department, o.id) = o.id AND coalesce($year, d.fiscalYear) = d.fiscalYear AND coalesce($severity, f.severity) = f.severity
RETURN o.id AS department_id, o.name AS department, d.fiscalYear AS fiscal_year, d.stage AS stage, f.severity AS severity,
       f.rule AS rule, count(*) AS findings
