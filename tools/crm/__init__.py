"""The core: contacts, companies, leads, opportunities, interactions (rows C1–C21)."""
