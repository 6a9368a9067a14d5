"""Another business in the same database, that nothing done in the first may ever reach."""

from dataclasses import replace

from sqlmodel import Session

from evals.adversary.world import World
from schemas.database import UnitOfWork
from schemas.enums import ActorKind, Role
from schemas.records import Business, Member
from tools.desk import Actor, Desk


def neighbour_of(world: World) -> World:
    """Set up a second business beside the first; a world of its own that shares nothing but the database."""
    base = world.base
    new_id = world.new_id
    business = Business(
        business_id=new_id(),
        name="Next Door Cleaning",
        trade="cleaning",
        country=base.business.country,
        time_zone=base.business.time_zone,
        currency=base.business.currency,
        settings={},
        created_at=base.now(),
    )
    owner_id = new_id()
    database = base.unit.database
    with Session(database.writing_engine, expire_on_commit=False) as session:
        session.add(business)
        session.flush()
        session.add(
            Member(
                business_id=business.business_id,
                member_id=owner_id,
                name="Nora Next",
                role=Role.OWNER,
                created_at=base.now(),
            )
        )
        session.commit()
        session.expunge_all()
    actor = Actor(kind=ActorKind.MEMBER, role=Role.OWNER, door="cli", member_id=owner_id)
    unit = UnitOfWork(database, business.business_id, base.clock, new_id)
    desk: Desk = replace(base, business=business, actor=actor, unit=unit)
    return World(desk, world.registry, world.tightened, machine=world.machine)
