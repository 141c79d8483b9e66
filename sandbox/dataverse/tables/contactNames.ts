import type { Column } from '../column.js';
import {
  birthDateOf,
  chance,
  cultureOf,
  departmentOf,
  draw,
  emailOf,
  firstNameOf,
  genderOf,
  jobOf,
  lastNameOf,
  middleNameOf,
  phoneOf,
} from '../people/person.js';
import { moment, readOnly, text } from './build.js';

const salt = { email: 101, phone: 102, birth: 103, job: 104, id: 105, title: 106 };

const sometimes =
  (trait: number, percent: number, value: (origin: number) => string) =>
  (origin: number): string | null =>
    chance(origin, trait, percent) ? value(origin) : null;

const phone = (name: string, label: string, generate?: (origin: number) => string | null): Column =>
  text(name, label, 50, { format: 'Phone', ...(generate && { generate }) });

/** Who a contact is and how to reach it. */
export const nameColumns: readonly Column[] = [
  text('salutation', 'Salutation', 100, {
    generate: sometimes(salt.title, 70, (origin) => cultureOf(origin).salutation[genderOf(origin)]),
  }),
  text('firstname', 'First Name', 50, { required: 'Recommended', generate: (origin) => firstNameOf(origin).written }),
  text('middlename', 'Middle Name', 50, { generate: middleNameOf }),
  text('lastname', 'Last Name', 50, {
    required: 'ApplicationRequired',
    generate: (origin) => lastNameOf(origin).written,
  }),
  text('suffix', 'Suffix', 10, { generate: sometimes(salt.title + 1, 1, () => 'Jr.') }),
  text('fullname', 'Full Name', 160, {
    ...readOnly,
    computed: (read) => [read('firstname'), read('middlename'), read('lastname')].filter(Boolean).join(' ') || null,
  }),
  text('nickname', 'Nickname', 100),
  text('jobtitle', 'Job Title', 100, { generate: sometimes(salt.job, 65, jobOf) }),
  text('department', 'Department', 100, { generate: sometimes(salt.job + 1, 40, departmentOf) }),
  text('employeeid', 'Employee', 50, {
    generate: sometimes(salt.id, 10, (origin) => `E-${draw(origin, salt.id + 1) % 100_000}`),
  }),
  text('emailaddress1', 'Email', 100, { format: 'Email', generate: sometimes(salt.email, 95, emailOf) }),
  text('emailaddress2', 'Email Address 2', 100, {
    format: 'Email',
    generate: sometimes(salt.email + 1, 12, (origin) => emailOf(origin, 1)),
  }),
  text('emailaddress3', 'Email Address 3', 100, { format: 'Email' }),
  phone(
    'telephone1',
    'Business Phone',
    sometimes(salt.phone, 60, (origin) => phoneOf(origin, 'landline')),
  ),
  phone(
    'telephone2',
    'Home Phone',
    sometimes(salt.phone + 1, 15, (origin) => phoneOf(origin, 'landline', 1)),
  ),
  phone('telephone3', 'Telephone 3'),
  phone(
    'mobilephone',
    'Mobile Phone',
    sometimes(salt.phone + 2, 80, (origin) => phoneOf(origin, 'mobile')),
  ),
  phone(
    'fax',
    'Fax',
    sometimes(salt.phone + 3, 8, (origin) => phoneOf(origin, 'landline', 2)),
  ),
  phone('home2', 'Home Phone 2'),
  phone('business2', 'Business Phone 2'),
  phone('callback', 'Callback Number'),
  phone('company', 'Company Phone'),
  phone('pager', 'Pager'),
  moment('birthdate', 'Birthday', 'DateOnly', { generate: sometimes(salt.birth, 85, birthDateOf) }),
  moment('anniversary', 'Anniversary', 'DateOnly', {
    generate: sometimes(salt.birth + 1, 5, (origin) => birthDateOf(origin).replace(/^19/u, '20')),
  }),
];
