"""Units 单位 (village, enterprise, agency) and bodies 组织 (union, League, women's body, Party branch in one)."""
