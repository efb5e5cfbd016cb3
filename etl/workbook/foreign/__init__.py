"""The wing that reads old and foreign formats, old fonts and layouts that are none of ours."""
