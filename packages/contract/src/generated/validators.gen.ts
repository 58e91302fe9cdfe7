// Generated from spec/openapi.yaml. Do not edit. Run `npm run generate`.
// @ts-nocheck
"use strict";
export const labOrderRequest = validate20;
const schema31 = {"$id":"labOrderRequest","$ref":"contract#/components/schemas/LabOrderRequest"};
const schema33 = {"type":"object","description":"A lab panel for one patient. Unknown fields are ignored.\n\nThe server rejects some values that match this schema, because no lab accepts them or because they cannot be\nreturned exactly. `x-narrower` lists these rules with the messages of `details`.\n","properties":{"panel_slug":{"$ref":"#/components/schemas/PanelSlug"},"patient":{"$ref":"#/components/schemas/Patient"},"address":{"$ref":"#/components/schemas/Address"},"total_cents":{"type":["integer","null"],"minimum":0,"description":"Amount that the patient paid, in the currency's minor unit, at most 2^53 − 1. The service stores and returns\nthe amount, and never charges it.\n"},"currency":{"type":["string","null"],"minLength":3,"maxLength":8,"description":"The currency of `total_cents`, such as `USD`, without U+0000. The service stores and returns it.\n"},"patient_id":{"type":["string","null"],"minLength":1,"description":"Your ID for one patient, at most 255 characters without U+0000. The service stores and returns it. Never use\none ID for two people, because orders with the same ID, name, and date of birth share one patient record at\nJunction. Without an ID, orders share a record if name, date of birth, sex, email, and phone are the same.\n"}},"required":["panel_slug","patient","address"]};
const schema34 = {"type":"string","description":"The panel to order.","enum":["hashimotos","pcos","fertility","wellness","hormone_metabolic","performance"]};
const schema35 = {"type":"object","description":"The person to test. Sent to the lab, never stored by the service.","properties":{"first_name":{"type":"string","minLength":1,"description":"Given name in Latin letters, at most 50 characters after normalization and 200 before. The lab gets ASCII\nletters: accents are removed, and `ø` becomes `o`. Characters that look like `'` or `-` become `'` or `-`.\n"},"last_name":{"type":"string","minLength":1,"description":"Family name in Latin letters, at most 50 characters after normalization and 200 before. The lab gets ASCII\nletters: accents are removed, and `ø` becomes `o`. Characters that look like `'` or `-` become `'` or `-`.\n"},"dob":{"type":"string","minLength":1,"description":"Date of birth as `YYYY-MM-DD`, from 1900 to today (UTC). A date-time at midnight in UTC, such as\n`1990-04-12T00:00:00Z`, is accepted too.\n"},"email":{"type":"string","format":"email","description":"Email address for messages from the lab, at most 254 characters. Quoted names, addresses in brackets, and\ndomains without a dot are rejected.\n"},"phone":{"type":"string","minLength":1,"description":"US phone number, or an international number: `+`, the country code, and the number without the `0` that is\nonly dialed inside the country. Required if the deployment has no fallback phone number.\n"},"sex":{"type":"string","minLength":1,"description":"`female`, `male`, `other`, or `unknown`, or a common spelling of these. Default: `unknown`."}},"required":["first_name","last_name","dob","email"]};
const schema36 = {"type":"object","description":"US address of the patient. Sent to the lab, never stored by the service.","properties":{"line1":{"type":"string","minLength":1,"description":"Street and number, at most 320 characters."},"line2":{"type":"string","minLength":1,"description":"Apartment, suite, or floor, at most 320 characters. A blank value is not sent to the lab."},"city":{"type":"string","minLength":1,"description":"City, at most 320 characters."},"state":{"type":"string","minLength":1,"description":"US state, territory, or armed forces region, as its two-letter code or full name."},"zip":{"type":"string","minLength":1,"description":"ZIP code of five digits, or of nine digits with a hyphen, such as `12345-6789`."},"country":{"type":"string","minLength":1,"description":"`US`, a common spelling of it, or a US territory such as `PR`."}},"required":["line1","city","state","zip","country"]};
const func1 = function ucs2length(str) {
    const len = str.length;
    let length = 0;
    let pos = 0;
    let value;
    while (pos < len) {
        length++;
        value = str.charCodeAt(pos++);
        if (value >= 0xd800 && value <= 0xdbff && pos < len) {
            // high surrogate, and there is a next character
            value = str.charCodeAt(pos);
            if ((value & 0xfc00) === 0xdc00)
                pos++; // low surrogate
        }
    }
    return length;
};
const formats0 = /^(?=.{1,64}@[^@]*$)(?:[\w!#$%&'*+/=?^{|}~\x60-]+(?:\.[\w!#$%&'*+/=?^{|}~\x60-]+)*|"(?:[ !#-[\]-~]|\\[ -~])*")@(?:(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*|\[(?:(?:25[0-5]|2[0-4]\d|[01]?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|[01]?\d?\d)){3}|IPv6:(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}:){6}(?:25[0-5]|2[0-4]\d|[01]?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|[01]?\d?\d)){3}|(?!(?::*[\da-f]+\b){7})(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)?::(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)?|(?!(?::*[\da-f]+\b){6})(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)?::(?:[\da-f]{1,4}:)*(?:25[0-5]|2[0-4]\d|[01]?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|[01]?\d?\d)){3}))\])$/i;

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.panel_slug === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "panel_slug"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.patient === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "patient"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.address === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "address"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.panel_slug !== undefined){
let data0 = data.panel_slug;
if(typeof data0 !== "string"){
const err3 = {instancePath:instancePath+"/panel_slug",schemaPath:"#/components/schemas/PanelSlug/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(!((((((data0 === "hashimotos") || (data0 === "pcos")) || (data0 === "fertility")) || (data0 === "wellness")) || (data0 === "hormone_metabolic")) || (data0 === "performance"))){
const err4 = {instancePath:instancePath+"/panel_slug",schemaPath:"#/components/schemas/PanelSlug/enum",keyword:"enum",params:{allowedValues: schema34.enum}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.patient !== undefined){
let data1 = data.patient;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.first_name === undefined){
const err5 = {instancePath:instancePath+"/patient",schemaPath:"#/components/schemas/Patient/required",keyword:"required",params:{missingProperty: "first_name"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data1.last_name === undefined){
const err6 = {instancePath:instancePath+"/patient",schemaPath:"#/components/schemas/Patient/required",keyword:"required",params:{missingProperty: "last_name"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data1.dob === undefined){
const err7 = {instancePath:instancePath+"/patient",schemaPath:"#/components/schemas/Patient/required",keyword:"required",params:{missingProperty: "dob"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data1.email === undefined){
const err8 = {instancePath:instancePath+"/patient",schemaPath:"#/components/schemas/Patient/required",keyword:"required",params:{missingProperty: "email"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data1.first_name !== undefined){
let data2 = data1.first_name;
if(typeof data2 === "string"){
if(func1(data2) < 1){
const err9 = {instancePath:instancePath+"/patient/first_name",schemaPath:"#/components/schemas/Patient/properties/first_name/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/patient/first_name",schemaPath:"#/components/schemas/Patient/properties/first_name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data1.last_name !== undefined){
let data3 = data1.last_name;
if(typeof data3 === "string"){
if(func1(data3) < 1){
const err11 = {instancePath:instancePath+"/patient/last_name",schemaPath:"#/components/schemas/Patient/properties/last_name/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/patient/last_name",schemaPath:"#/components/schemas/Patient/properties/last_name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data1.dob !== undefined){
let data4 = data1.dob;
if(typeof data4 === "string"){
if(func1(data4) < 1){
const err13 = {instancePath:instancePath+"/patient/dob",schemaPath:"#/components/schemas/Patient/properties/dob/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/patient/dob",schemaPath:"#/components/schemas/Patient/properties/dob/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data1.email !== undefined){
let data5 = data1.email;
if(typeof data5 === "string"){
if(!(formats0.test(data5))){
const err15 = {instancePath:instancePath+"/patient/email",schemaPath:"#/components/schemas/Patient/properties/email/format",keyword:"format",params:{format: "email"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/patient/email",schemaPath:"#/components/schemas/Patient/properties/email/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data1.phone !== undefined){
let data6 = data1.phone;
if(typeof data6 === "string"){
if(func1(data6) < 1){
const err17 = {instancePath:instancePath+"/patient/phone",schemaPath:"#/components/schemas/Patient/properties/phone/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/patient/phone",schemaPath:"#/components/schemas/Patient/properties/phone/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data1.sex !== undefined){
let data7 = data1.sex;
if(typeof data7 === "string"){
if(func1(data7) < 1){
const err19 = {instancePath:instancePath+"/patient/sex",schemaPath:"#/components/schemas/Patient/properties/sex/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
else {
const err20 = {instancePath:instancePath+"/patient/sex",schemaPath:"#/components/schemas/Patient/properties/sex/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath:instancePath+"/patient",schemaPath:"#/components/schemas/Patient/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.address !== undefined){
let data8 = data.address;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.line1 === undefined){
const err22 = {instancePath:instancePath+"/address",schemaPath:"#/components/schemas/Address/required",keyword:"required",params:{missingProperty: "line1"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(data8.city === undefined){
const err23 = {instancePath:instancePath+"/address",schemaPath:"#/components/schemas/Address/required",keyword:"required",params:{missingProperty: "city"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data8.state === undefined){
const err24 = {instancePath:instancePath+"/address",schemaPath:"#/components/schemas/Address/required",keyword:"required",params:{missingProperty: "state"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(data8.zip === undefined){
const err25 = {instancePath:instancePath+"/address",schemaPath:"#/components/schemas/Address/required",keyword:"required",params:{missingProperty: "zip"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(data8.country === undefined){
const err26 = {instancePath:instancePath+"/address",schemaPath:"#/components/schemas/Address/required",keyword:"required",params:{missingProperty: "country"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data8.line1 !== undefined){
let data9 = data8.line1;
if(typeof data9 === "string"){
if(func1(data9) < 1){
const err27 = {instancePath:instancePath+"/address/line1",schemaPath:"#/components/schemas/Address/properties/line1/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/address/line1",schemaPath:"#/components/schemas/Address/properties/line1/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data8.line2 !== undefined){
let data10 = data8.line2;
if(typeof data10 === "string"){
if(func1(data10) < 1){
const err29 = {instancePath:instancePath+"/address/line2",schemaPath:"#/components/schemas/Address/properties/line2/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/address/line2",schemaPath:"#/components/schemas/Address/properties/line2/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data8.city !== undefined){
let data11 = data8.city;
if(typeof data11 === "string"){
if(func1(data11) < 1){
const err31 = {instancePath:instancePath+"/address/city",schemaPath:"#/components/schemas/Address/properties/city/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
else {
const err32 = {instancePath:instancePath+"/address/city",schemaPath:"#/components/schemas/Address/properties/city/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data8.state !== undefined){
let data12 = data8.state;
if(typeof data12 === "string"){
if(func1(data12) < 1){
const err33 = {instancePath:instancePath+"/address/state",schemaPath:"#/components/schemas/Address/properties/state/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
else {
const err34 = {instancePath:instancePath+"/address/state",schemaPath:"#/components/schemas/Address/properties/state/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data8.zip !== undefined){
let data13 = data8.zip;
if(typeof data13 === "string"){
if(func1(data13) < 1){
const err35 = {instancePath:instancePath+"/address/zip",schemaPath:"#/components/schemas/Address/properties/zip/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/address/zip",schemaPath:"#/components/schemas/Address/properties/zip/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data8.country !== undefined){
let data14 = data8.country;
if(typeof data14 === "string"){
if(func1(data14) < 1){
const err37 = {instancePath:instancePath+"/address/country",schemaPath:"#/components/schemas/Address/properties/country/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/address/country",schemaPath:"#/components/schemas/Address/properties/country/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/address",schemaPath:"#/components/schemas/Address/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data.total_cents !== undefined){
let data15 = data.total_cents;
if((!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))) && (data15 !== null)){
const err40 = {instancePath:instancePath+"/total_cents",schemaPath:"#/properties/total_cents/type",keyword:"type",params:{type: schema33.properties.total_cents.type}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 < 0 || isNaN(data15)){
const err41 = {instancePath:instancePath+"/total_cents",schemaPath:"#/properties/total_cents/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
if(data.currency !== undefined){
let data16 = data.currency;
if((typeof data16 !== "string") && (data16 !== null)){
const err42 = {instancePath:instancePath+"/currency",schemaPath:"#/properties/currency/type",keyword:"type",params:{type: schema33.properties.currency.type}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if(typeof data16 === "string"){
if(func1(data16) > 8){
const err43 = {instancePath:instancePath+"/currency",schemaPath:"#/properties/currency/maxLength",keyword:"maxLength",params:{limit: 8}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(func1(data16) < 3){
const err44 = {instancePath:instancePath+"/currency",schemaPath:"#/properties/currency/minLength",keyword:"minLength",params:{limit: 3}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
}
if(data.patient_id !== undefined){
let data17 = data.patient_id;
if((typeof data17 !== "string") && (data17 !== null)){
const err45 = {instancePath:instancePath+"/patient_id",schemaPath:"#/properties/patient_id/type",keyword:"type",params:{type: schema33.properties.patient_id.type}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(typeof data17 === "string"){
if(func1(data17) < 1){
const err46 = {instancePath:instancePath+"/patient_id",schemaPath:"#/properties/patient_id/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
}
}
else {
const err47 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":{"panel_slug":true,"patient":true,"address":true,"total_cents":true,"currency":true,"patient_id":true},"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="labOrderRequest" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!(validate22(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":{"panel_slug":true,"patient":true,"address":true,"total_cents":true,"currency":true,"patient_id":true},"dynamicProps":false,"dynamicItems":false};

export const labOrder = validate24;
const schema37 = {"$id":"labOrder","$ref":"contract#/components/schemas/LabOrder"};
const schema38 = {"type":"object","description":"An order that Junction has accepted.","properties":{"id":{"type":"string","description":"ID of the order."},"brand_id":{"type":"string","description":"Brand from the access token."},"user_id":{"type":"string","description":"User from the access token."},"patient_id":{"type":["string","null"],"description":"Value from the request, or null if the request has none."},"panel_slug":{"type":"string","description":"Value from the request."},"junction_order_id":{"type":"string","description":"ID of the order at Junction."},"status":{"type":"string","description":"Status of the order, `received` at first. New values may be added."},"total_cents":{"type":["integer","null"],"description":"Value from the request, or null if the request has none."},"currency":{"type":["string","null"],"description":"Value from the request, or null if the request has none."},"tracking_number":{"type":["string","null"],"description":"Tracking number of the test kit's shipment to the patient. Null at first."},"result_bloodwork_id":{"type":["string","null"],"description":"ID of the bloodwork record with the results. Null at first."},"created_at":{"type":"string","description":"Time of the first request for the order (RFC 3339, UTC)."},"updated_at":{"type":"string","description":"Time of the last change to the order (RFC 3339, UTC)."},"completed_at":{"type":["string","null"],"description":"Time at which the results were complete (RFC 3339, UTC). Null at first."}},"required":["id","brand_id","user_id","patient_id","panel_slug","junction_order_id","status","total_cents","currency","tracking_number","result_bloodwork_id","created_at","updated_at","completed_at"]};

function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="labOrder" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate24.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.id === undefined){
const err0 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "id"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.brand_id === undefined){
const err1 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "brand_id"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.user_id === undefined){
const err2 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "user_id"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.patient_id === undefined){
const err3 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "patient_id"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.panel_slug === undefined){
const err4 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "panel_slug"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data.junction_order_id === undefined){
const err5 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "junction_order_id"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data.status === undefined){
const err6 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "status"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data.total_cents === undefined){
const err7 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "total_cents"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data.currency === undefined){
const err8 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "currency"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data.tracking_number === undefined){
const err9 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "tracking_number"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data.result_bloodwork_id === undefined){
const err10 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "result_bloodwork_id"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(data.created_at === undefined){
const err11 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "created_at"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data.updated_at === undefined){
const err12 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "updated_at"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(data.completed_at === undefined){
const err13 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/required",keyword:"required",params:{missingProperty: "completed_at"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data.id !== undefined){
if(typeof data.id !== "string"){
const err14 = {instancePath:instancePath+"/id",schemaPath:"contract#/components/schemas/LabOrder/properties/id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.brand_id !== undefined){
if(typeof data.brand_id !== "string"){
const err15 = {instancePath:instancePath+"/brand_id",schemaPath:"contract#/components/schemas/LabOrder/properties/brand_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.user_id !== undefined){
if(typeof data.user_id !== "string"){
const err16 = {instancePath:instancePath+"/user_id",schemaPath:"contract#/components/schemas/LabOrder/properties/user_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.patient_id !== undefined){
let data3 = data.patient_id;
if((typeof data3 !== "string") && (data3 !== null)){
const err17 = {instancePath:instancePath+"/patient_id",schemaPath:"contract#/components/schemas/LabOrder/properties/patient_id/type",keyword:"type",params:{type: schema38.properties.patient_id.type}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.panel_slug !== undefined){
if(typeof data.panel_slug !== "string"){
const err18 = {instancePath:instancePath+"/panel_slug",schemaPath:"contract#/components/schemas/LabOrder/properties/panel_slug/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.junction_order_id !== undefined){
if(typeof data.junction_order_id !== "string"){
const err19 = {instancePath:instancePath+"/junction_order_id",schemaPath:"contract#/components/schemas/LabOrder/properties/junction_order_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.status !== undefined){
if(typeof data.status !== "string"){
const err20 = {instancePath:instancePath+"/status",schemaPath:"contract#/components/schemas/LabOrder/properties/status/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.total_cents !== undefined){
let data7 = data.total_cents;
if((!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))) && (data7 !== null)){
const err21 = {instancePath:instancePath+"/total_cents",schemaPath:"contract#/components/schemas/LabOrder/properties/total_cents/type",keyword:"type",params:{type: schema38.properties.total_cents.type}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.currency !== undefined){
let data8 = data.currency;
if((typeof data8 !== "string") && (data8 !== null)){
const err22 = {instancePath:instancePath+"/currency",schemaPath:"contract#/components/schemas/LabOrder/properties/currency/type",keyword:"type",params:{type: schema38.properties.currency.type}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.tracking_number !== undefined){
let data9 = data.tracking_number;
if((typeof data9 !== "string") && (data9 !== null)){
const err23 = {instancePath:instancePath+"/tracking_number",schemaPath:"contract#/components/schemas/LabOrder/properties/tracking_number/type",keyword:"type",params:{type: schema38.properties.tracking_number.type}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.result_bloodwork_id !== undefined){
let data10 = data.result_bloodwork_id;
if((typeof data10 !== "string") && (data10 !== null)){
const err24 = {instancePath:instancePath+"/result_bloodwork_id",schemaPath:"contract#/components/schemas/LabOrder/properties/result_bloodwork_id/type",keyword:"type",params:{type: schema38.properties.result_bloodwork_id.type}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.created_at !== undefined){
if(typeof data.created_at !== "string"){
const err25 = {instancePath:instancePath+"/created_at",schemaPath:"contract#/components/schemas/LabOrder/properties/created_at/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.updated_at !== undefined){
if(typeof data.updated_at !== "string"){
const err26 = {instancePath:instancePath+"/updated_at",schemaPath:"contract#/components/schemas/LabOrder/properties/updated_at/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data.completed_at !== undefined){
let data13 = data.completed_at;
if((typeof data13 !== "string") && (data13 !== null)){
const err27 = {instancePath:instancePath+"/completed_at",schemaPath:"contract#/components/schemas/LabOrder/properties/completed_at/type",keyword:"type",params:{type: schema38.properties.completed_at.type}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath,schemaPath:"contract#/components/schemas/LabOrder/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
validate24.errors = vErrors;
return errors === 0;
}
validate24.evaluated = {"props":{"id":true,"brand_id":true,"user_id":true,"patient_id":true,"panel_slug":true,"junction_order_id":true,"status":true,"total_cents":true,"currency":true,"tracking_number":true,"result_bloodwork_id":true,"created_at":true,"updated_at":true,"completed_at":true},"dynamicProps":false,"dynamicItems":false};

export const apiError = validate25;
const schema39 = {"$id":"apiError","$ref":"contract#/components/schemas/ApiError"};
const schema40 = {"type":"object","description":"The reason why a request failed. Contains no values from the request.","properties":{"error":{"type":"string","description":"Stable error code. New codes may be added. Handle an unknown code by its HTTP status."},"message":{"type":"string","description":"Explanation for developers. The wording may change."},"details":{"type":"array","maxItems":20,"description":"Invalid fields of the request body, in the order of the contract. Only with status 400.","items":{"$ref":"#/components/schemas/ApiErrorDetail"}}},"required":["error","message"]};
const schema41 = {"type":"object","properties":{"path":{"type":"string","description":"The field, as a JSON Pointer into the request body (RFC 6901)."},"message":{"type":"string","description":"The rule that the field violates."}},"required":["path","message"]};

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate26.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.error === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "error"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.message === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "message"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.error !== undefined){
if(typeof data.error !== "string"){
const err2 = {instancePath:instancePath+"/error",schemaPath:"#/properties/error/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.message !== undefined){
if(typeof data.message !== "string"){
const err3 = {instancePath:instancePath+"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.details !== undefined){
let data2 = data.details;
if(Array.isArray(data2)){
if(data2.length > 20){
const err4 = {instancePath:instancePath+"/details",schemaPath:"#/properties/details/maxItems",keyword:"maxItems",params:{limit: 20}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.path === undefined){
const err5 = {instancePath:instancePath+"/details/" + i0,schemaPath:"#/components/schemas/ApiErrorDetail/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data3.message === undefined){
const err6 = {instancePath:instancePath+"/details/" + i0,schemaPath:"#/components/schemas/ApiErrorDetail/required",keyword:"required",params:{missingProperty: "message"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data3.path !== undefined){
if(typeof data3.path !== "string"){
const err7 = {instancePath:instancePath+"/details/" + i0+"/path",schemaPath:"#/components/schemas/ApiErrorDetail/properties/path/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data3.message !== undefined){
if(typeof data3.message !== "string"){
const err8 = {instancePath:instancePath+"/details/" + i0+"/message",schemaPath:"#/components/schemas/ApiErrorDetail/properties/message/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath:instancePath+"/details/" + i0,schemaPath:"#/components/schemas/ApiErrorDetail/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath:instancePath+"/details",schemaPath:"#/properties/details/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
validate26.errors = vErrors;
return errors === 0;
}
validate26.evaluated = {"props":{"error":true,"message":true,"details":true},"dynamicProps":false,"dynamicItems":false};


function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="apiError" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate25.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!(validate26(data, {instancePath,parentData,parentDataProperty,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
errors = vErrors.length;
}
validate25.errors = vErrors;
return errors === 0;
}
validate25.evaluated = {"props":{"error":true,"message":true,"details":true},"dynamicProps":false,"dynamicItems":false};

export const idempotencyKey = validate28;
const schema42 = {"$id":"idempotencyKey","$ref":"contract#/components/parameters/IdempotencyKey/schema"};
const schema43 = {"type":"string","minLength":1,"maxLength":255,"pattern":"^[!-~]+$"};
const pattern4 = new RegExp("^[!-~]+$", "u");

function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="idempotencyKey" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate28.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(func1(data) > 255){
const err0 = {instancePath,schemaPath:"contract#/components/parameters/IdempotencyKey/schema/maxLength",keyword:"maxLength",params:{limit: 255}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(func1(data) < 1){
const err1 = {instancePath,schemaPath:"contract#/components/parameters/IdempotencyKey/schema/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(!pattern4.test(data)){
const err2 = {instancePath,schemaPath:"contract#/components/parameters/IdempotencyKey/schema/pattern",keyword:"pattern",params:{pattern: "^[!-~]+$"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath,schemaPath:"contract#/components/parameters/IdempotencyKey/schema/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate28.errors = vErrors;
return errors === 0;
}
validate28.evaluated = {"dynamicProps":false,"dynamicItems":false};

    
      /** The fields of `LabOrderRequest` as JSON Pointers, in the document's order. */
      export const labOrderRequestFields = ["/panel_slug","/patient","/patient/first_name","/patient/last_name","/patient/dob","/patient/email","/patient/phone","/patient/sex","/address","/address/line1","/address/line2","/address/city","/address/state","/address/zip","/address/country","/total_cents","/currency","/patient_id"]
