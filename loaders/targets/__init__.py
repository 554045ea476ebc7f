"""Performance targets: sheets of a project, tables of many, a whole department's, and how they meet the projects."""
