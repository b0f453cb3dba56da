f"""Python: 3.11"""
